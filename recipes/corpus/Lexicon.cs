namespace Recipes.Corpus;

/// <summary>Words of our own choosing. A hash withholds some of each list from all training text; they appear in evaluation
/// items alone, tagged <c>unseen</c>.</summary>
internal static class Lexicon
{
    private const double WithheldShare = 0.12;

    public static readonly string[] Surnames = Words("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文");

    public static readonly string[] GivenSyllables = Words("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志红梅春雪松柏青云海山川宁安康乐文武思远博雅慧珍琳琪瑶欣怡晨曦阳光宇航子轩浩然天佑嘉懿鹏飞凯旋俊豪冰洁婷婉柔清泉若溪");

    public static readonly string[] People = Split("老师 学生 医生 护士 司机 厨师 工人 农民 画家 歌手 记者 律师 警察 军人 邻居 同事 经理 店员 顾客 游客 孩子 老人 母亲 父亲 哥哥 姐姐 弟弟 妹妹 爷爷 奶奶 叔叔 阿姨 朋友 校长 班长 裁判 教练 球员 演员 导演 作家 编辑 木匠 裁缝 渔夫 猎人 牧民 船长 飞行员 乘客 房东 租客 老板 秘书 会计 设计师 工程师 程序员 研究员 图书管理员 售票员 快递员 清洁工 保安");

    public static readonly string[] Animals = Split("猫 狗 马 牛 羊 猪 鸡 鸭 鹅 兔子 老虎 狮子 大象 猴子 熊猫 狐狸 狼 鹿 松鼠 刺猬 乌龟 青蛙 蛇 鲤鱼 金鱼 鲸鱼 海豚 麻雀 燕子 喜鹊 乌鸦 老鹰 孔雀 蝴蝶 蜜蜂 蚂蚁 蜻蜓 蟋蟀 骆驼 斑马 长颈鹿 河马 企鹅 海豹 仓鼠 鹦鹉");

    public static readonly string[] Foods = Split("苹果 香蕉 梨 桃子 葡萄 西瓜 草莓 橙子 柠檬 樱桃 面条 米饭 饺子 包子 馒头 面包 蛋糕 饼干 鸡蛋 牛奶 豆腐 白菜 萝卜 土豆 西红柿 黄瓜 茄子 南瓜 玉米 花生 核桃 红薯 月饼 粽子 汤圆 豆浆 油条 酸奶 果汁 绿茶 咖啡 蜂蜜 奶酪 香肠 火腿 烤鸭 春卷 年糕");

    public static readonly string[] Things = Split("书 报纸 杂志 铅笔 钢笔 橡皮 尺子 书包 雨伞 帽子 手套 围巾 毛衣 裤子 裙子 鞋子 袜子 眼镜 手表 项链 钥匙 钱包 手机 电脑 键盘 鼠标 耳机 相机 电视 冰箱 洗衣机 空调 台灯 闹钟 镜子 梳子 毛巾 牙刷 肥皂 杯子 盘子 筷子 勺子 锅 刀 桌子 椅子 沙发 床 柜子 窗帘 地毯 花瓶 画 信 邮票 礼物 玩具 足球 篮球 风筝 自行车 汽车 卡车 轮船 飞机 火车 帐篷 绳子 梯子 锤子 剪刀 螺丝 木板 砖头 水桶 扫帚 地图 日历 票据 合同 文件 表格 照片 吉他 钢琴 笛子 鼓 棋盘 骰子 灯笼 蜡烛 火柴 望远镜 显微镜 温度计 轮胎 方向盘 座椅 后视镜 雨刮器 电池 充电器 仪表盘");

    public static readonly string[] Places = Split("公园 学校 医院 商店 超市 图书馆 博物馆 电影院 餐厅 咖啡馆 车站 机场 码头 银行 邮局 工厂 农场 花园 操场 教室 办公室 厨房 客厅 卧室 阳台 院子 楼顶 地下室 广场 街道 桥上 河边 海边 湖边 山上 山脚 森林 草原 沙漠 村庄 城市 小镇 市场 书店 药店 宾馆 体育馆 游泳馆 动物园 植物园 实验室 仓库 车库 停车场 加油站 充电站 展览馆 礼堂 食堂 宿舍 走廊 门口");

    public static readonly string[] Cities = Split("北京 上海 广州 深圳 杭州 南京 苏州 成都 重庆 武汉 西安 天津 青岛 大连 厦门 福州 长沙 郑州 济南 合肥 昆明 贵阳 南宁 海口 兰州 西宁 银川 拉萨 沈阳 长春 哈尔滨 太原 石家庄 南昌 宁波 无锡 常州 温州 珠海 桂林");

    public static readonly string[] Verbs = Split("买 卖 拿 放 找 看 画 写 读 修 洗 擦 搬 送 借 还 丢 捡 藏 推 拉 抱 背 举 切 煮 烤 尝 闻 摸 数 拍 记录 整理 打开 关闭 检查 测量 准备 收拾 打扫 安装 拆开 更换 寻找 发现 保护 喜欢 讨厌 需要 忘记 记得 带走 带来 收到 寄出 挂起 取下 折叠 包装 称量 涂抹 装饰 展示 介绍 研究 设计 制造 运输 喂养 追赶 观察 帮助 照顾 拜访 邀请 感谢 表扬 批评 等待 通知");

    public static readonly string[] Adjectives = Split("大 小 新 旧 红色 蓝色 绿色 黄色 白色 黑色 紫色 灰色 粉色 橙色 漂亮 破旧 干净 安静 明亮 温暖 凉爽 柔软 坚硬 沉重 轻便 昂贵 便宜 有趣 古老 现代 精致 普通 特别 宽敞 狭窄 圆形 方形 细长 光滑 粗糙 透明 新鲜 美味 结实 舒适");

    public static readonly string[] Times = Split("今天 昨天 明天 早上 中午 下午 晚上 傍晚 清晨 半夜 上周 下周 去年 今年 明年 春天 夏天 秋天 冬天 周末 星期一 星期二 星期三 星期四 星期五 刚才 后来 最近 以前 平时 上个月 下个月 假期里 放学后 饭前 饭后");

    public static readonly string[] Adverbs = Split("慢慢地 轻轻地 认真地 仔细地 高兴地 匆忙地 悄悄地 耐心地 熟练地 小心地 快速地 默默地 热情地 勉强地 偷偷地 反复地");

    public static readonly string[] Measures = Split("一个 两个 三个 一只 两只 几只 一件 一本 一张 一把 一条 一辆 一盒 一袋 一瓶 许多 一些 很多");

    public static readonly string[] Colors = Split("红色 蓝色 绿色 黄色 白色 黑色 紫色 灰色 粉色 橙色 棕色 金色 银色 青色 米色");

    public static readonly string[] Properties = Split("颜色 重量 长度 宽度 高度 价格 编号 产地 材料 用途 名称 容量 温度 压力 电压 功率 速度 时间 日期 地点 数量 等级 型号 规格 位置 形状 气味 保质期 负责人 联系人 作者 主人");

    /// <summary>Characters that invented names are made of: learning to copy them teaches copying any.</summary>
    public static readonly string[] Characters = Words(
        "天地人日月水火木金土山石田禾米竹草花鸟鱼虫马牛羊犬猪鸡风云雨雪雷电春夏秋冬东西南北上下左右前后里外中大小多少长短高低远近快慢轻重新旧早晚冷热干湿明暗红黄蓝绿白黑青紫灰粉金银铜铁铅锡钢" +
        "一二三四五六七八九十百千万亿零半双单个件条张把本支台部辆座间层页行列排组队批次回遍场届期年月周时分秒点度寸尺丈里克斤吨升米元角分" +
        "车轮胎电池充放功率压流量温速度力矩转向制动刹灯门窗座椅镜屏键钮开关锁钥匙遥控雷达摄像头传感器导航音响空调暖风冷却液油水箱泵阀管线缆插头接口模块程序系统软件硬件版本升级维护保养检修更换安装拆卸清洁润滑" +
        "手脚头眼耳口鼻心身体力气血骨肉皮毛发牙舌指腿背胸腰肩脸衣服帽鞋袜裤裙布棉丝麻毛线针剪刀尺桌椅床柜灯杯盘碗筷勺锅壶瓶盒箱包袋伞扇钟表笔墨纸砚书报信画照片琴棋球拍票证卡钱" +
        "国家省市县区镇村街道路桥河湖海江洋岛港湾岸沙泥洞坡谷原林森园场院楼房屋厅室堂馆店铺厂矿站库塔墙门户窗" +
        "学校老师生班级课题考试答问读写算记忆想思考知道理解认识研究分析讨论说话讲谈告诉听看见望找寻取拿放送给借还买卖换修补做作造建设立成变化动静走跑跳飞游爬坐站睡醒吃喝尝煮烤炒切洗擦扫搬运推拉提抱背举扔捡丢藏" +
        "爱恨喜怒哀乐忧愁惊怕羞愧悔谢祝贺欢迎请求帮助保护照顾关心支持反对同意拒绝允许禁止命令建议批评表扬奖励惩罚" +
        "好坏美丑真假善恶强弱胖瘦老少贫富贵贱难易简繁深浅宽窄厚薄粗细软硬尖圆方平直弯正斜整齐乱空满紧松稳固安全危险方便舒适结实光滑透明新鲜干净漂亮普通特别重要主要必须应该可以能够会要愿意" +
        "星野晨曦霞岚峰岭溪泉潭瀑霜露雾霓虹辰宇宙光影音韵律诗词歌赋梅兰菊荷莲桂松柏柳枫梧桐鹤雁鹰凤龙虎豹狮象鹿狐兔鼠蛇猴蝶蜂" +
        "的了是在有不人我他这来到说为子和你地出也得着下过自之后作里用道所然家种事成方多经么去法学如都同现当没动面起看定分还进好小部其些主样理心本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克干排满增米至达王保术领世九队八节越落治传需求调统格照研收导思强局准音型确议林精规织装影算低持尚引拿织引离构养病快图像压近识志往局团半府今且究观达争质类断证组况界划支速县群参议共质权青严角断委设单便越消众适值速易据约技器属维源片据段写阶划响推须选红显级采济转适始引述某商非验改清美历程展候志限状态步例率具术备确效率紧急停驶驻泊倒轴距盘踏板缸喷嘴雾化滤芯火花塞皮带链条轮毂减震弹簧悬架底盘底座车顶翼舱盖拉手把栏扣夹垫圈螺栓母丝帽钉胶漆膜玻璃橡塑碳纤维陶瓷合金绝缘导体屏蔽端极正负串并联断短漏电弧击穿耐腐蚀锈裂纹磨损疲劳寿命周期频谱波形信号噪声灵敏误差精密校准标识符号警告提示蜂鸣闪烁常亮熄灭绿橙白雪泥涉深爬陡侧倾翻拖曳牵引挂载荷重心满载空载乘员儿童婴幼固定锁止释放按压滑旋拧扭拨插拔挤夹卡住脱落丢失损坏故障排除复位重启恢复默认设置菜单选项确认取消返回首页列表详情历史记录查询搜索收藏分享下载更新蓝牙无线网络热点投屏语音助手座舱氛围香氛加热通风按摩记忆迎宾解闭锁落尾箱储物格杯架手套托盘遮阳帘天窗幕布雨刷喇叭转向近远光示廓牌照灯泡保险丝盒继充桩枪口座慢快交直流峰谷预约定时剩余续航里程能耗回收滑行经济运动舒适雪地个性驾驶辅助巡航跟车车道保持居中变碰撞预警自动紧制动盲区监测倒影像全景泊入泊出召唤哨兵代客限速识别疲劳提醒胎监换季冬夏胎花纹深度动平衡四轮定位润滑脂冷冻防冻玻璃水添加剂更换周保修条款质期责任用户权利义务力履行违约赔偿争议解决管辖法院附则生效解释" +
        "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥阿布克拉姆尼罗斯特维奇德巴托伊纳达西索费卡莫萨");

    private static readonly Dictionary<string[], (string[] Taught, string[] Withheld)> _parts = [];

    /// <summary>The words of a list that training may use.</summary>
    public static IReadOnlyList<string> Taught(string[] list) => Part(list, isWithheld: false);

    /// <summary>The words of a list that only evaluation uses.</summary>
    public static IReadOnlyList<string> Withheld(string[] list) => Part(list, isWithheld: true);

    private static string[] Part(string[] list, bool isWithheld)
    {
        if (!_parts.TryGetValue(list, out var parts))
        {
            _parts[list] = parts = (list.Where(w => !IsWithheld(w)).ToArray(), list.Where(IsWithheld).ToArray());
        }

        return isWithheld ? parts.Withheld : parts.Taught;
    }

    /// <summary>Words of one character occur inside others, so only longer ones can be withheld.</summary>
    public static bool IsWithheld(string word) => word.Length >= 2 && Core.ContentId.Fraction("lexicon", word) < WithheldShare;

    private static string[] Split(string words) => words.Split(' ');

    private static string[] Words(string characters) => characters.EnumerateRunes().Select(r => r.ToString()).Distinct().ToArray();
}
